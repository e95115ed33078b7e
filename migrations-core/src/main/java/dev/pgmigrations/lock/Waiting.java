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

package dev.pgmigrations.lock;

import dev.pgmigrations.event.Progress;
import dev.pgmigrations.event.StopSignal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How to wait for a lock, and what to say meanwhile.
 *
 * @param limit how long to wait at most; empty: as long as the holder's session lives
 * @param stop ends the waiting
 * @param statements whether the text of the holder's statement may be shown
 * @param progress of the statement that a backend runs, as far as it is known
 */
public record Waiting(
    Optional<Duration> limit,
    StopSignal stop,
    boolean statements,
    IntFunction<Optional<Progress>> progress) {}
