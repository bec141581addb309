package dev.conv4j.crooked.nn;

import jdk.incubator.vector.FloatVector;

/** Breaks a rule on purpose: a layer uses the Vector API. */
record Vectorised(FloatVector values) {}
