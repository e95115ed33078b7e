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

package dev.pgmigrations.boot.test;

import dev.pgmigrations.boot.autoconfigure.MigrationsAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a Spring test a database of its own that is already migrated. Works with
 * {@code @SpringBootTest} and with slices such as {@code @JdbcTest} and {@code @DataJpaTest}.
 *
 * <p>The migrations run once for each distinct set of files and settings, into a template database.
 * The application's {@code DataSource} is replaced by one that connects to a clone of the template;
 * the clone has the history, so nothing is left to do when the application migrates. Clones are
 * dropped when their context closes. To the files belong, of migrations in Java, their classes and
 * what these name, but no other files that they read.
 *
 * <p>Classes that differ only in {@link #refresh} share a context. They must not run at the same
 * time then, for each gets a new clone behind the same {@code DataSource}; the one that comes later
 * fails and says so. Nor may the methods of a class that wants a new clone for each.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(MigrationsAutoConfiguration.class)
public @interface MigratedDatabase {

  /** When a new clone takes the place of the one before. */
  Refresh refresh() default Refresh.CLASS;

  /**
   * Where the databases are. {@link ServerChoice#AUTO} leaves it to the property {@code
   * migrations.test.server}.
   */
  ServerChoice server() default ServerChoice.AUTO;

  /**
   * Name of the {@code DataSource} bean to replace; by default the only or the primary one. Others
   * stay as they are.
   */
  String dataSource() default "";

  /** How long a clone is used. */
  enum Refresh {
    /** As long as its application context, which several classes may share. */
    CONTEXT,
    /** For one test class; what the application wrote at its start is in the first clone only. */
    CLASS,
    /** For one test method. */
    METHOD
  }
}
