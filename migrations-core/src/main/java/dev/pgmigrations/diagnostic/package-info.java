/** Says what is wrong, where, what was kept, and how to put it right. */
@NullMarked
package dev.pgmigrations.diagnostic;

import org.jspecify.annotations.NullMarked;
