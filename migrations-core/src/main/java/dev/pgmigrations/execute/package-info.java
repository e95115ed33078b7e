/** Walks a plan into a target; knows no commands. */
@NullMarked
package dev.pgmigrations.execute;

import org.jspecify.annotations.NullMarked;
