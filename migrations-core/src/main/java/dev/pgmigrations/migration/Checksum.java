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

package dev.pgmigrations.migration;

/**
 * Two hashes of a migration, each {@code 1:<hex>}: the number is that of the algorithm.
 *
 * <p>Equal texts: unchanged. Equal tokens: a cosmetic change of comments, white space or the case
 * of unquoted words. Else the migration was changed.
 *
 * @param text SHA-256 over the characters, line ends as {@code \n}, without a byte order mark
 * @param tokens SHA-256 over the tokens of what it does
 */
public record Checksum(String text, String tokens) {}
