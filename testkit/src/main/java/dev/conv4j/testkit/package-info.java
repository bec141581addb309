/** Contracts for devices and layers, and the gradient check; for users' own ones too. */
package dev.conv4j.testkit;
