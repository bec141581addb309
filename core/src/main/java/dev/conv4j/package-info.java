/** The words that every room of the house shares: what can go wrong, and which version this is. */
package dev.conv4j;
