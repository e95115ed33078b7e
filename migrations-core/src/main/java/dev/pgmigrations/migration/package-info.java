/** What the project wants applied: versions, checksums, migrations and the set of them. */
@NullMarked
package dev.pgmigrations.migration;

import org.jspecify.annotations.NullMarked;
