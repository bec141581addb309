/**
 * Contracts that every device and every layer must meet, and the gradient check; for users' own
 * ones too. Extend a contract in a JUnit test and supply the device or the layer; the laws run as
 * inherited tests.
 */
package dev.conv4j.testkit;
