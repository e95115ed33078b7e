/** Folds events and plans into records and text. */
@NullMarked
package dev.pgmigrations.report;

import org.jspecify.annotations.NullMarked;
