/**
 * What a model sees in an image: feature maps, filters, class activation, receptive fields. Begin
 * with an {@link dev.conv4j.look.Explanation}; {@link dev.conv4j.look.Pictures} draws what it says.
 */
package dev.conv4j.look;
