/** conv4j held to libtorch: the same weights and data must give the same results. */
@NullMarked
package dev.conv4j.testkit.libtorch;

import org.jspecify.annotations.NullMarked;
