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

package dev.pgmigrations.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.lock.LockStrategy;

@AnalyzeClasses(
    packages = "dev.pgmigrations.cli",
    importOptions = ArchitectureTest.DoNotIncludeTests.class)
class ArchitectureTest {

  /** Wherever they were compiled to. */
  static final class DoNotIncludeTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule the_command_line_decides_nothing_about_migrations =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "dev.pgmigrations.execute..",
                      "dev.pgmigrations.lock..",
                      "dev.pgmigrations.watch..",
                      "dev.pgmigrations.script..",
                      "dev.pgmigrations.source..")
                  .and(not(belongToAnyOf(RetrySchedule.class, LockStrategy.class))))
          .because("a command is a call on Migrator, with its settings, and a report");

  @ArchTest
  static final ArchRule the_environment_is_handed_in =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "console")
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessField(System.class, "in");

  @ArchTest
  static final ArchRule no_cycles =
      slices().matching("dev.pgmigrations.cli.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule finding_the_database_knows_no_commands =
      noClasses()
          .that()
          .resideInAPackage("..cli.connection..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.pgmigrations.cli", "picocli..");

  @ArchTest
  static final ArchRule documents_and_types_are_computed_from_a_catalog =
      noClasses()
          .that()
          .resideInAnyPackage("..cli.docs..", "..cli.types..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.pgmigrations.cli",
              "picocli..",
              "java.sql..",
              "javax.sql..",
              "org.springframework..");

  @ArchTest
  static final ArchRule a_catalog_knows_no_commands =
      noClasses()
          .that()
          .resideInAPackage("..cli.catalog..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.pgmigrations.cli", "picocli..");
}
