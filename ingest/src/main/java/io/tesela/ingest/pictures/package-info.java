/** Videos that come as pictures, one by one: they are put into one file, which is decoded as any other. */
@NullMarked
package io.tesela.ingest.pictures;

import org.jspecify.annotations.NullMarked;
