namespace reference {

extern const char* const directory;
const char* const directory = SYLVA_REFERENCE_DIR;

}  // namespace reference
