/** Finds files at a location and hands over their text; knows no SQL. */
@NullMarked
package dev.pgmigrations.source;

import org.jspecify.annotations.NullMarked;
