/** Lets one run at a time touch a history table. */
@NullMarked
package dev.pgmigrations.lock;

import org.jspecify.annotations.NullMarked;
