package dev.conv4j.crooked.nn;

import dev.conv4j.crooked.optim.Steps;
import dev.conv4j.crooked.tensor.LooksUp;
import org.jspecify.annotations.Nullable;

/** Breaks a rule on purpose: layers and tensors use each other. */
public record Plain(@Nullable LooksUp tensor, @Nullable Steps optimizer) {}
