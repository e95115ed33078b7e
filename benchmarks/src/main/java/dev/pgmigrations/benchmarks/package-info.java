/** Measures this library beside others. */
@NullMarked
package dev.pgmigrations.benchmarks;

import org.jspecify.annotations.NullMarked;
