package dev.pgmigrations;

import dev.pgmigrations.migration.Code;
import dev.pgmigrations.migration.CodeBody;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A migration in Java, for what SQL cannot say. It runs in one transaction with its history row, in
 * the order of versions among the files; its text is not compared with what was applied.
 */
public interface JavaMigration {

  /** Its place among all migrations. */
  Version version();

  /** Words for people. */
  String description();

  /**
   * The change. An exception undoes it and stops the run.
   *
   * @param jdbc on the connection that migrates, in a transaction; neither commit nor roll back
   */
  void up(JdbcClient jdbc);

  /** One that can be undone. */
  interface Reversible extends JavaMigration {

    /**
     * The way back; see {@link #up}.
     *
     * @param jdbc on the connection that migrates, in a transaction
     */
    void down(JdbcClient jdbc);
  }

  /** What the engine makes of it. */
  private Migration asMigration() {
    Optional<Code> down =
        this instanceof Reversible reversible ? Optional.of(reversible::down) : Optional.empty();
    return new Migration(
        MigrationId.of(version()), description(), CodeBody.of(getClass(), this::up, down));
  }

  /** The migration that {@code code} is. */
  static Migration migration(JavaMigration code) {
    return code.asMigration();
  }
}
