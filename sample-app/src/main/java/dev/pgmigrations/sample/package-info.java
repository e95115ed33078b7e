/** An application that migrates the schemas of five systems, and shows what is applied. */
@NullMarked
package dev.pgmigrations.sample;

import org.jspecify.annotations.NullMarked;
