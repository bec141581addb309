/**
 * The two devices of the CPU: {@code cpu}, which is fast, and {@code reference}, which is plain and
 * precise, and against which every other device is tested. Not exported.
 */
package dev.conv4j.cpu;
