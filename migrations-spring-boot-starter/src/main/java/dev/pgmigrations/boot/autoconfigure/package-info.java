/** Makes the beans of {@code dev.pgmigrations.boot} from properties and data sources. */
@NullMarked
package dev.pgmigrations.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
