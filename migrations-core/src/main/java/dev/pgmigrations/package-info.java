/** The commands of pgmigrations: {@code Migrator} and its settings. */
@NullMarked
package dev.pgmigrations;

import org.jspecify.annotations.NullMarked;
