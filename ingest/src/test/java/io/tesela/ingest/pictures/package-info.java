/** Tests of videos that come as pictures. */
@NullMarked
package io.tesela.ingest.pictures;

import org.jspecify.annotations.NullMarked;
