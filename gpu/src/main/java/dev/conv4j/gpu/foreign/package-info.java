/**
 * Libraries of the system, called through {@code java.lang.foreign}: where they are looked for, and
 * their functions.
 */
package dev.conv4j.gpu.foreign;
