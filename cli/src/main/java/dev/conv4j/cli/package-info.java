/** The command line: options in, progress and tables out; all the work is done by the core. */
package dev.conv4j.cli;
