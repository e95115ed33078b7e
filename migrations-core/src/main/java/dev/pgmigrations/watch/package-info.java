/** What a second connection sees while a statement runs: who is in its way, and how far it is. */
@NullMarked
package dev.pgmigrations.watch;

import org.jspecify.annotations.NullMarked;
