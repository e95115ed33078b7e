/** What runs the migrations of a Spring Boot application. */
@NullMarked
package dev.pgmigrations.boot;

import org.jspecify.annotations.NullMarked;
