/** The application whose start is measured: alone on its class path but for the tool. */
@NullMarked
package dev.pgmigrations.benchmarks.application;

import org.jspecify.annotations.NullMarked;
