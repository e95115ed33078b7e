/** Turns one text into sections, directives and statements with positions; knows no files. */
@NullMarked
package dev.pgmigrations.script;

import org.jspecify.annotations.NullMarked;
