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

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Policies;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.source.MigrationSource;
import dev.pgmigrations.source.SourceFile;
import dev.pgmigrations.watch.WatchSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;

@AnalyzeClasses(packages = "dev.pgmigrations.boot", importOptions = DoNotIncludeTests.class)
class StarterArchitectureTest {

  @ArchTest
  static final ArchRule the_starter_uses_the_surface_of_the_core =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.pgmigrations..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.pgmigrations",
                              "dev.pgmigrations.event",
                              "dev.pgmigrations.report",
                              "dev.pgmigrations.diagnostic",
                              "dev.pgmigrations.boot..")))
                  .and(not(belongToAnyOf(Version.class, Policies.class, TableName.class)))
                  .and(
                      not(
                          belongToAnyOf(
                              LockStrategy.class, RetrySchedule.class, WatchSettings.class)))
                  .and(not(belongToAnyOf(Goal.class, Step.class, Plan.class, MigrationId.class)))
                  .and(not(belongToAnyOf(Kind.class, Direction.class)))
                  .and(not(belongToAnyOf(Location.class, MigrationSource.class, SourceFile.class))))
          .because(
              "goals are what the engine is asked for; a version to migrate to, the policies, the"
                  + " name of a history, and how to lock, retry and watch are parts of the"
                  + " settings, and so are the locations of files; steps and plans come with"
                  + " events, and a status tells what each row is; what else there is inside may"
                  + " change");

  @ArchTest
  static final ArchRule only_the_endpoint_reads_files =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.pgmigrations.boot.actuate")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.pgmigrations.source");

  @ArchTest
  static final ArchRule only_the_actuator_s_package_needs_the_actuator =
      noClasses()
          .that()
          .resideInAnyPackage("dev.pgmigrations.boot", "dev.pgmigrations.boot.metrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.boot.actuate..", "org.springframework.boot.health..");

  @ArchTest
  static final ArchRule only_the_metrics_package_needs_micrometer =
      noClasses()
          .that()
          .resideInAnyPackage("dev.pgmigrations.boot", "dev.pgmigrations.boot.actuate")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule the_runner_knows_nothing_of_properties =
      noClasses()
          .that()
          .resideInAPackage("dev.pgmigrations.boot")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.pgmigrations.boot.autoconfigure..");

  @ArchTest
  static final ArchRule auto_configurations_are_public_and_final =
      classes()
          .that()
          .areAnnotatedWith(AutoConfiguration.class)
          .should()
          .bePublic()
          .andShould()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
