/** The lecture in small programs, one for each section, and the first steps with conv4j. */
package dev.conv4j.examples;
