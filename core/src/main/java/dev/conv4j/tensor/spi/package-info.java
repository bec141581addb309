/**
 * What a device must offer: memory, and the kernels that compute. Users of conv4j do not need this
 * package; a new kind of device implements it and registers a {@link
 * dev.conv4j.tensor.spi.DeviceProvider}. The contracts in {@code conv4j-testkit} hold every device
 * to the {@code reference}.
 */
package dev.conv4j.tensor.spi;
