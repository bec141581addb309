/**
 * What pages and pictures for people are made of: text, templates, drawings as PNG files. Nothing
 * here knows what they show. Not exported.
 */
package dev.conv4j.page;
