/** Observations and gauges of the migrations. */
@NullMarked
package dev.pgmigrations.boot.metrics;

import org.jspecify.annotations.NullMarked;
