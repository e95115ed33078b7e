/** The sample, booted as a user would, on real databases. */
@NullMarked
package dev.pgmigrations.sample;

import org.jspecify.annotations.NullMarked;
