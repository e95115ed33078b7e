/** Real PostgreSQL databases for the project's own tests. */
@NullMarked
package dev.pgmigrations.testsupport;

import org.jspecify.annotations.NullMarked;
