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

package dev.pgmigrations;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Date;
import java.util.List;

/** The table of packages: a package uses only those above it. */
@AnalyzeClasses(
    packages = "dev.pgmigrations",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeTestSupport.class
    })
class ArchitectureTest {

  /** The core alone. */
  static final class DoNotIncludeTestSupport implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/testsupport/");
    }
  }

  private static final List<String> PACKAGES =
      List.of(
          "diagnostic",
          "source",
          "script",
          "migration",
          "history",
          "plan",
          "event",
          "lock",
          "watch",
          "execute",
          "lint",
          "schema",
          "report");

  @ArchTest
  static void a_package_uses_only_packages_above_it(JavaClasses classes) {
    for (int i = 0; i < PACKAGES.size(); i++) {
      String[] below =
          PACKAGES.subList(i + 1, PACKAGES.size()).stream()
              .map(name -> "dev.pgmigrations." + name + "..")
              .toArray(String[]::new);
      if (below.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("dev.pgmigrations." + PACKAGES.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(below)
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @ArchTest
  static void nothing_below_uses_the_base(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAnyPackage(
            PACKAGES.stream().map(p -> "dev.pgmigrations." + p + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.pgmigrations")
        .check(classes);
  }

  @ArchTest
  static final ArchRule no_cycles =
      slices().matching("dev.pgmigrations.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule texts_and_plans_are_computed_not_queried =
      noClasses()
          .that()
          .resideInAnyPackage("..plan..", "..lint..", "..script..", "..diagnostic..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "org.springframework.jdbc..", "org.postgresql..")
          .because("plans and findings are computed, not queried");

  @ArchTest
  static final ArchRule no_spring_boot_and_no_context =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.boot..",
              "org.springframework.context..",
              "org.springframework.beans..",
              "com.fasterxml..",
              "tools.jackson..");

  @ArchTest
  static final ArchRule the_inner_classes_of_the_driver_are_used_in_one_place =
      noClasses()
          .that()
          .doNotHaveSimpleName("DriverPipeline")
          .and()
          .haveNameNotMatching(".*DriverPipeline\\$.*")
          .and()
          .doNotHaveSimpleName("Sql")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.postgresql.core..")
          .because("they are public, but no promise");

  @ArchTest
  static final ArchRule durations_are_measured_by_a_clock_that_never_jumps =
      noClasses()
          .that()
          .doNotHaveSimpleName("NewMigration") // names a file by the time of day
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethodWhere(
              target(owner(resideInAPackage("java.time..")))
                  .and(target(nameMatching("now|system.*"))))
          .orShould()
          .callConstructor(Date.class)
          .because(
              "the time of day may jump; System.nanoTime() does not, and what is written comes from"
                  + " the server");
}
