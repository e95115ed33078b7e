/** What the actuator shows of the migrations. */
@NullMarked
package dev.pgmigrations.boot.actuate;

import org.jspecify.annotations.NullMarked;
