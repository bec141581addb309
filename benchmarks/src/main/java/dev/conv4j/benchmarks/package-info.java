/** conv4j side by side with other libraries: the same work, in turns, in one run. */
@NullMarked
package dev.conv4j.benchmarks;

import org.jspecify.annotations.NullMarked;
