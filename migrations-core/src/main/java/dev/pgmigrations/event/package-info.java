/** What happened, as a closed set of records, and the listener that hears it. */
@NullMarked
package dev.pgmigrations.event;

import org.jspecify.annotations.NullMarked;
