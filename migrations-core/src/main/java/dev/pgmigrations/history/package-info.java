/** What the database says was applied. */
@NullMarked
package dev.pgmigrations.history;

import org.jspecify.annotations.NullMarked;
