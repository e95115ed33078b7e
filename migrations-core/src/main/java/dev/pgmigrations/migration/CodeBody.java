package dev.pgmigrations.migration;

import dev.pgmigrations.diagnostic.SourceText;
import java.util.Optional;

/**
 * A migration in Java.
 *
 * @param source named after the class; without text
 * @param up the change
 * @param down the way back, if there is one
 */
public record CodeBody(SourceText source, Code up, Optional<Code> down) implements Body {

  /** A body of a class. */
  public static CodeBody of(Class<?> type, Code up, Optional<Code> down) {
    return new CodeBody(SourceText.of(type.getName(), ""), up, down);
  }

  /** Code has no text to compare. */
  @Override
  public Optional<Checksum> checksum() {
    return Optional.empty();
  }

  @Override
  public boolean hasSameText(Checksum applied) {
    return false;
  }
}
