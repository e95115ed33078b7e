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

package dev.pgmigrations.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** An application that a Tomcat starts, as it does with a WAR. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class WarTest {

  private final TestDatabase database;
  private final Path folder;

  WarTest(TestDatabase database, @TempDir Path folder) {
    this.database = database;
    this.folder = folder;
  }

  @Test
  void it_is_deployed_when_it_is_migrated(CapturedOutput output) throws Exception {
    Deployment deployment = new Deployment(database, "db/migrations");
    Tomcat tomcat = tomcat();
    try {
      Context war = war(deployment);
      tomcat.getHost().addChild(war);

      assertThat(war.getState()).isEqualTo(LifecycleState.STARTED);
      assertThat(output.getOut()).containsOnlyOnce("2 migrations done in ");
      assertThat(get(tomcat, "/shop/users").body()).isEqualTo("0");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
    assertThat(deployment.context.isActive()).isFalse();
  }

  @Test
  void a_failure_is_told_closes_the_application_and_leaves_the_server_alone(CapturedOutput output)
      throws Exception {
    Deployment deployment = new Deployment(database, "db/broken");
    Tomcat tomcat = tomcat();
    try {
      assertThatThrownBy(() -> tomcat.getHost().addChild(war(deployment)))
          .hasStackTraceContaining(TargetFailedException.class.getName());

      assertThat(deployment.context.isActive()).isFalse();
      assertThat(tomcat.getConnector().getState()).isEqualTo(LifecycleState.STARTED);
      assertThat(get(tomcat, "/shop/users").statusCode()).isEqualTo(404);
      assertThat(output.getAll())
          .containsOnlyOnce("APPLICATION FAILED TO START")
          .contains("kept: nothing of 2; 1 is applied");
    } finally {
      tomcat.stop();
      tomcat.destroy();
    }
  }

  /** One that runs, into which applications are put. */
  private Tomcat tomcat() throws LifecycleException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    tomcat.start();
    return tomcat;
  }

  private Context war(Deployment deployment) {
    StandardContext war = new StandardContext();
    war.setName("/shop");
    war.setPath("/shop");
    war.setDocBase(folder.toString());
    war.addLifecycleListener(new Tomcat.FixContextListener());
    war.addServletContainerInitializer(
        (classes, servletContext) -> deployment.onStartup(servletContext), Set.of());
    return war;
  }

  private static HttpResponse<String> get(Tomcat tomcat, String path) throws Exception {
    return new Browser().get(tomcat.getConnector().getLocalPort(), path);
  }

  /** What a WAR has instead of a main method. */
  private static final class Deployment extends SpringBootServletInitializer
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private final TestDatabase database;
    private final String location;
    private ConfigurableApplicationContext context;

    Deployment(TestDatabase database, String location) {
      this.database = database;
      this.location = location;
    }

    @Override
    protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
      return builder
          .sources(Shop.class)
          .initializers(this)
          .properties(
              Map.of(
                  "spring.datasource.url", database.jdbcUrl(),
                  "spring.datasource.username", database.username(),
                  "spring.datasource.password", database.password(),
                  "migrations.locations", "classpath:" + location));
    }

    @Override
    public void initialize(ConfigurableApplicationContext applicationContext) {
      context = applicationContext;
    }
  }
}
