package dev.conv4j.look;

/**
 * Where an image speaks for a class, by Grad-CAM.
 *
 * @param classIndex the number of the class
 * @param label the name of the class
 * @param layer whose maps were weighed
 * @param heat where and how much, 0 or more; all 0 if the maps hold nothing that speaks for it
 * @param isPlaced whether the heat lies where the layer's units look; else the layer's units see
 *     all of the image, or it is not known what they see, and the map is stretched over the image
 */
public record ClassActivation(
    int classIndex, String label, String layer, HeatMap heat, boolean isPlaced) {}
