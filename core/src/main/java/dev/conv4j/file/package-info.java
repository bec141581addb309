/** What data and files of models both need of files; not exported. */
@NullMarked
package dev.conv4j.file;

import org.jspecify.annotations.NullMarked;
