/*
 * Copyright 2026-present the pgmigrations authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgmigrations.benchmarks.application;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A web application with a database. Says when it is ready and what processor time that took, and
 * then waits for its end.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Application {

  /** What it prints when it is ready. */
  public static final String READY = "READY";

  public static void main(String[] arguments) throws IOException {
    SpringApplication.run(Application.class, arguments);
    System.out.println(READY);
    System.out.println(
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime());
    while (System.in.read() >= 0) {
      // The end of the input is the end of the process.
    }
    Runtime.getRuntime().halt(0);
  }

  /** What most applications do while they start, in one way or another. */
  @Bean
  @ConditionalOnBooleanProperty("ask")
  ApplicationRunner asksTheDatabase(JdbcClient jdbc) {
    return arguments -> jdbc.sql("select 1").query(Integer.class).single();
  }
}
