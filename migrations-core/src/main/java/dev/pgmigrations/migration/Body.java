package dev.pgmigrations.migration;

import dev.pgmigrations.diagnostic.SourceText;
import java.util.Optional;

/** What a migration does: SQL or code. */
public sealed interface Body permits SqlBody, CodeBody {

  /** The file or class it stands in. */
  SourceText source();

  /**
   * Both hashes; empty where there is no text to hash.
   *
   * @throws dev.pgmigrations.diagnostic.ScriptSyntaxException if the text is no script
   */
  Optional<Checksum> checksum();

  /** Whether the text is that which was applied; does not lex it. */
  boolean hasSameText(Checksum applied);
}
