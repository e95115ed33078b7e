/**
 * For tests of applications: a migrated PostgreSQL for each test class ({@code @MigratedDatabase}),
 * and a check of every way back ({@code MigrationTester}).
 */
@NullMarked
package dev.pgmigrations.boot.test;

import org.jspecify.annotations.NullMarked;
