/** Compares what the project wants with what the database says, purely. */
@NullMarked
package dev.pgmigrations.plan;

import org.jspecify.annotations.NullMarked;
