/*
 * Copyright 2026-present the pgmigrations authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgmigrations.script;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Script} of a text, collecting everything that is wrong with it. */
final class ScriptParser {

  private static final int MOST_PROBLEMS = 100;
  private static final Set<SectionKind> ASKING = Set.of(SectionKind.REQUIRE, SectionKind.VERIFY);

  private record Marker(SectionKind kind, Position position, long end) {}

  private final SourceText source;
  private final Includes includes;
  private final List<Diagnostic> problems = new ArrayList<>();
  private final Map<SectionKind, SectionBuilder> marked = new EnumMap<>(SectionKind.class);
  private final Map<String, SourceText> included = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();
  private final SectionBuilder leading;
  private SectionBuilder current;
  private @Nullable Marker nextMarker;
  private CommentBlock comments = new CommentBlock(false);

  ScriptParser(SourceText source, Includes includes) {
    this.source = source;
    this.includes = includes;
    this.leading =
        new SectionBuilder(
            SectionKind.UP, Position.START, 0, new DirectiveSet(source, this::problem));
    this.current = leading;
  }

  Script parse() {
    read(source, true);
    openSectionBefore(Long.MAX_VALUE);
    current.end = Long.MAX_VALUE;
    endComments();
    SectionBuilder up = marked.get(SectionKind.UP);
    checkOrder(up);
    Directives head = leading.directives.over(Directives.NONE);
    Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
    marked.forEach((kind, builder) -> sections.put(kind, builder.build(head)));
    if (up == null) {
      sections.put(SectionKind.UP, leading.build(Directives.NONE));
    }
    Diagnostic noWayBack = problems.isEmpty() ? readCommentedDown(sections, head) : null;
    if (!problems.isEmpty()) {
      throw new ScriptSyntaxException(problems);
    }
    return new Script(
        source, sections, !marked.isEmpty(), List.copyOf(included.values()), noWayBack);
  }

  private boolean read(SourceText text, boolean standardStrings) {
    open.add(text.name());
    Listener listener = new Listener(text, standardStrings);
    listener.cutter.run();
    open.remove(open.size() - 1);
    return listener.lexer.standardStringsAfterwards();
  }

  private void checkOrder(@Nullable SectionBuilder up) {
    SectionBuilder require = marked.get(SectionKind.REQUIRE);
    if (up != null && !leading.statements.isEmpty()) {
      problem(
          "statement-before-up",
          "this statement stands before the UP marker in line %s".formatted(up.position.line()),
          "move it below the marker, or remove the marker",
          leading.statements.get(0).source(),
          leading.statements.get(0).start());
    }
    if (up == null && require != null && leading.statements.isEmpty()) {
      problem(
          "missing-up",
          "this REQUIRE section is not followed by an UP section",
          "put a line -- UP above the change",
          source,
          require.position);
    }
  }

  private @Nullable Diagnostic readCommentedDown(
      Map<SectionKind, Section> sections, Directives head) {
    SectionBuilder down = marked.get(SectionKind.DOWN);
    if (down == null || !down.statements.isEmpty()) {
      return null;
    }
    CommentedSql commented = CommentedSql.of(source, down.position, down.bodyStart, down.end);
    down.statements.addAll(commented.statements());
    if (down.statements.isEmpty()) {
      sections.remove(SectionKind.DOWN);
    } else {
      sections.put(SectionKind.DOWN, down.build(head));
    }
    return commented.reason();
  }

  // Sections

  /** Opens the section whose marker was met, unless {@code offset} still lies before it. */
  private void openSectionBefore(long offset) {
    Marker marker = nextMarker;
    if (marker == null || offset < marker.position().offset()) {
      return;
    }
    nextMarker = null;
    current.end = marker.position().offset();
    SectionBuilder section =
        new SectionBuilder(
            marker.kind(),
            marker.position(),
            marker.end(),
            new DirectiveSet(source, this::problem));
    SectionBuilder before = marked.putIfAbsent(marker.kind(), section);
    if (before != null) {
      problem(
          "repeated-section",
          "section %s is already at line %s".formatted(marker.kind(), before.position.line()),
          "put its statements into one section",
          source,
          marker.position());
    }
    current = section;
  }

  private static final class SectionBuilder {
    private final SectionKind kind;
    private final Position position;
    private final long bodyStart;
    private final DirectiveSet directives;
    private final List<Statement> statements = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private long end;

    SectionBuilder(SectionKind kind, Position position, long bodyStart, DirectiveSet directives) {
      this.kind = kind;
      this.position = position;
      this.bodyStart = bodyStart;
      this.directives = directives;
    }

    boolean atHead() {
      return statements.isEmpty();
    }

    boolean asks() {
      return ASKING.contains(kind);
    }

    Section build(Directives head) {
      Directives all = directives.over(head);
      List<Check> whole =
          checks.stream()
              .map(check -> new Check(check.statement(), check.message(), until(check, all)))
              .toList();
      return new Section(kind, position, all, statements, whole);
    }

    private Optional<String> until(Check check, Directives all) {
      return kind == SectionKind.VERIFY ? check.until().or(all::until) : Optional.empty();
    }
  }

  // Comments above a statement

  /** Line comments on lines that follow each other. */
  private static final class CommentBlock {
    private final boolean hasMarker;
    private final List<String> lines = new ArrayList<>();
    private int lastLine;
    private @Nullable DirectiveLine until;
    private Position untilAt = Position.START;

    CommentBlock(boolean hasMarker) {
      this.hasMarker = hasMarker;
    }

    boolean standsAbove(Position position) {
      return lastLine > 0 && lastLine + 1 == position.line();
    }

    String text() {
      return String.join(" ", lines).strip();
    }
  }

  /** The block is not directly above a check: an {@code until} in it holds for the section. */
  private void endComments() {
    DirectiveLine until = comments.until;
    if (until != null) {
      if (current.atHead()) {
        current.directives.add(until, comments.untilAt);
      } else {
        misplaced(
            source, comments.untilAt, "until", "the head of VERIFY, or directly above a check");
      }
    }
    comments = new CommentBlock(false);
  }

  private void directive(DirectiveLine line, Cutter.Comment comment) {
    String key = line.key();
    if (!DirectiveSet.KEYS.contains(key)) {
      current.directives.add(line, comment.position());
    } else if (current == leading && !comment.inStatement() && current.atHead()) {
      current.directives.add(line, comment.position());
    } else if (current != leading && !sections(key).contains(current.kind)) {
      misplaced(source, comment.position(), key, "the head of " + names(sections(key)));
    } else if (key.equals("until")
        && current.kind == SectionKind.VERIFY
        && !comment.inStatement()) {
      keepUntil(line, comment);
    } else if (!comment.fresh() || comment.inStatement() || !current.atHead()) {
      misplaced(source, comment.position(), key, "the head of the file or of a section");
    } else {
      current.directives.add(line, comment.position());
    }
  }

  private void keepUntil(DirectiveLine line, Cutter.Comment comment) {
    if (comments.until != null) {
      problem(
          "repeated-directive",
          "directive 'until' is already at line %s".formatted(comments.untilAt.line()),
          "keep one of them",
          source,
          comment.position());
    }
    comments.until = line;
    comments.untilAt = comment.position();
  }

  private static List<SectionKind> sections(String key) {
    return switch (key) {
      case "transaction" -> List.of(SectionKind.UP, SectionKind.DOWN);
      case "confirm" -> List.of(SectionKind.DOWN);
      case "until" -> List.of(SectionKind.VERIFY);
      default -> List.of(SectionKind.values());
    };
  }

  private static String names(List<SectionKind> kinds) {
    return String.join(" or ", kinds.stream().map(SectionKind::name).toList());
  }

  private void misplaced(SourceText text, Position at, String key, String where) {
    problem(
        "misplaced-directive",
        "directive '%s' has no effect here".formatted(key),
        "move it to " + where,
        text,
        at);
  }

  // What is wrong

  private void problem(Diagnostic diagnostic) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(diagnostic);
    }
  }

  private void problem(String code, String message, String fix, SourceText text, Position at) {
    problem(Diagnostic.error(code, message).at(text, at).fix(fix));
  }

  /** Takes what is met in the script's own text or in an included one. */
  private final class Listener implements Cutter.Listener {
    private final SourceText text;
    private final Lexer lexer;
    private final Cutter cutter;

    Listener(SourceText text, boolean standardStrings) {
      this.text = text;
      this.lexer = Lexer.ofText(text.open(), standardStrings);
      this.cutter = new Cutter(text, lexer, this);
    }

    private boolean isIncluded() {
      return text != source;
    }

    @Override
    public boolean comment(Cutter.Comment comment) {
      settle(comment.position());
      Optional<SectionKind> marker =
          comment.fresh() && !comment.inside() ? MarkerLine.kind(comment.text()) : Optional.empty();
      Optional<DirectiveLine> directive = DirectiveLine.of(comment.text());
      if (isIncluded()) {
        refuseInIncluded(comment, marker.isPresent() || directive.isPresent());
        return false;
      }
      if (comments.lastLine + 1 != comment.position().line() || !comment.fresh()) {
        endComments();
      }
      if (marker.isPresent()) {
        endComments();
        long end = comment.position().offset() + comment.text().length();
        nextMarker = new Marker(marker.get(), comment.position(), end);
        comments = new CommentBlock(true);
        comments.lastLine = comment.position().line();
        return true;
      }
      if (comment.fresh()) {
        comments.lastLine = comment.position().line();
      }
      if (directive.isPresent()) {
        directive(directive.get(), comment);
      } else if (comment.fresh()) {
        comments.lines.add(comment.text().replaceFirst("^-+", "").strip());
      }
      return false;
    }

    private void refuseInIncluded(Cutter.Comment comment, boolean ours) {
      if (ours) {
        problem(
            "misplaced-directive",
            "sections and directives have no effect in an included file",
            "move the line to " + source.name(),
            text,
            comment.position());
      }
    }

    private void settle(Position position) {
      if (!isIncluded()) {
        openSectionBefore(position.offset());
      }
    }

    @Override
    public void statement(Cutter.Cut cut) {
      settle(cut.start());
      if (cut.empty()) {
        return;
      }
      Statement statement = cut.of(text);
      Classifier.Refusal refusal = cut.verdict().refusal();
      if (refusal != null) {
        problem(refusal.code(), refusal.message(), refusal.fix(), text, cut.firstToken());
      } else if (current.asks() && !cut.verdict().askable()) {
        problem(
            "not-a-check",
            "%s may only hold checks".formatted(current.kind),
            "move this statement to UP",
            text,
            cut.firstToken());
      }
      if (current.asks()) {
        current.checks.add(check(cut, statement));
      } else if (comments.until != null) {
        endComments();
      }
      current.statements.add(statement);
      comments = new CommentBlock(false);
    }

    private Check check(Cutter.Cut cut, Statement statement) {
      Optional<String> until = Optional.empty();
      if (comments.until != null) {
        if (comments.standsAbove(cut.start()) && !comments.hasMarker) {
          DirectiveSet own = new DirectiveSet(source, ScriptParser.this::problem);
          own.add(comments.until, comments.untilAt);
          until = own.over(Directives.NONE).until();
        } else {
          CommentBlock block = comments;
          endComments();
          comments = block;
        }
      }
      String above = comments.standsAbove(cut.start()) ? comments.text() : "";
      return new Check(statement, above.isEmpty() ? firstLine(cut) : above, until);
    }

    private String firstLine(Cutter.Cut cut) {
      return text.slice(cut.firstToken().offset(), cut.end()).lines().findFirst().orElse("");
    }

    @Override
    public Cutter.AfterMeta meta(Cutter.Meta meta) {
      settle(meta.position());
      MetaCommand command = MetaCommand.of(meta.text());
      boolean known = command.isHarmless() || command.isInclude();
      if (!known) {
        refuse(meta, "\\%s cannot be part of a migration".formatted(command.name()), command.fix());
      } else if (meta.inStatement()) {
        refuse(
            meta,
            "\\%s stands within a statement".formatted(command.name()),
            "end the statement before it with ;");
      } else if (command.isFollowed() && !command.name().equals("restrict")) {
        refuse(meta, "another command follows on this line", "put it on a line of its own");
      } else if (command.isInclude()) {
        include(command, meta.position());
      }
      return Cutter.AfterMeta.KEEP;
    }

    private void refuse(Cutter.Meta meta, String message, String fix) {
      problem("meta-command", message, fix, text, meta.position());
    }

    private void include(MetaCommand command, Position at) {
      try {
        SourceText found = includes.include(text, command.path(), command.isRelative(), at);
        if (open.contains(found.name())) {
          problem(
              "include-cycle",
              "%s includes itself".formatted(found.name()),
              "remove one of the includes: " + String.join(" > ", open) + " > " + found.name(),
              text,
              at);
          return;
        }
        SourceText known = included.putIfAbsent(found.name(), found);
        lexer.standardStrings(read(known == null ? found : known, lexer.standardStrings()));
      } catch (SourceException e) {
        e.diagnostics().forEach(ScriptParser.this::problem);
      }
    }

    @Override
    public void problem(Diagnostic problem) {
      if (problem.place() != null && problem.place().position() != null) {
        settle(problem.place().position());
      }
      ScriptParser.this.problem(problem);
    }

    private void problem(String code, String message, String fix, SourceText where, Position at) {
      ScriptParser.this.problem(code, message, fix, where, at);
    }
  }
}
