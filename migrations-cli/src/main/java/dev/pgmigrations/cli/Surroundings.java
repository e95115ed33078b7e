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

package dev.pgmigrations.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command sees of the process it runs in; nothing is taken from anywhere else.
 *
 * @param environment its variables
 * @param folder the working folder
 * @param home the user's folder
 * @param osUser the user's name, as whom one connects where nobody is named
 * @param in where answers to questions come from
 * @param out where the answer of a command goes
 * @param err where all else goes: the header, questions, what goes on, errors
 * @param terminal whether a person sits before it
 * @param interruption how it is told to stop
 */
public record Surroundings(
    Map<String, String> environment,
    Path folder,
    Path home,
    String osUser,
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    Interruption interruption) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }
}
